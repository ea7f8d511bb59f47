import { graphql } from "react-relay";

export const query = graphql`
  query AnyNodeQuery($id: ID!, $detailed: Boolean!) {
    node(id: $id) {
      __typename
      id
      ...EmployeeCard_employee @include(if: $detailed) @alias
      ... on Unit {
        name
        children(first: 10) @connection(key: "AnyNode_children") {
          edges {
            node {
              id
              ...UnitName_unit
            }
          }
        }
      }
    }
  }
`;
