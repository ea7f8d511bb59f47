import { graphql } from "react-relay";

export const unit = graphql`
  fragment UnitName_unit on Unit {
    code
    name
  }
`;
