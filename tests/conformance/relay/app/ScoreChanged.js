import { graphql } from "react-relay";

export const subscription = graphql`
  subscription ScoreChangedSubscription($employee: ID!) {
    scoreChanged(employee: $employee) {
      id
      predicate
      coverage
      computedAt
      workResult {
        estimate
        rating
      }
    }
  }
`;
