import { graphql } from "react-relay";

export const cases = graphql`
  fragment EmployeeCases_employee on Employee
  @argumentDefinitions(count: { type: "Int", defaultValue: 5 }, cursor: { type: "String" })
  @refetchable(queryName: "EmployeeCasesPageQuery") {
    handledCases(first: $count, after: $cursor) @connection(key: "EmployeeCases_handledCases") {
      edges {
        node {
          id
          ticket
          status
          outcome
          receivedAt
          resolutions {
            at
            outcome
          }
        }
      }
    }
  }
`;
