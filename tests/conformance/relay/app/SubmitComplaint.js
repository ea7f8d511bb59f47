import { graphql } from "react-relay";

export const mutation = graphql`
  mutation SubmitComplaintMutation($input: SubmitComplaintInput!) {
    submitComplaint(input: $input) {
      __typename
      ... on SubmitComplaintPayload {
        ticket
        accessCode
        dueAt
      }
      ... on Error {
        code
        message
        path
      }
    }
  }
`;
