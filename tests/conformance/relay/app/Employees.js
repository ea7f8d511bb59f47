import { graphql } from "react-relay";

export const query = graphql`
  query EmployeesQuery($count: Int!, $where: EmployeeFilter) {
    ...Employees_query @arguments(count: $count, where: $where)
  }
`;

export const page = graphql`
  fragment Employees_query on Query
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 20 }
    cursor: { type: "String" }
    where: { type: "EmployeeFilter" }
  )
  @refetchable(queryName: "EmployeesPageQuery") {
    employees(first: $count, after: $cursor, where: $where, orderBy: NAME_ASC)
      @connection(key: "Employees_employees", filters: ["where"]) {
      edges {
        node {
          id
          ...EmployeeCard_employee
        }
      }
    }
  }
`;
