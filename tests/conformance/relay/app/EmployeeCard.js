import { graphql } from "react-relay";

export const card = graphql`
  fragment EmployeeCard_employee on Employee {
    name
    employment
    position {
      title
      jobFamily
    }
    unit {
      ...UnitName_unit
    }
    score {
      predicate
      coverage
      explanation {
        axis
        label {
          indonesian
        }
        estimate
        interval {
          low
          high
        }
      }
    }
    ...EmployeeCases_employee
  }
`;
