// The audits of graphql-http: GraphQL over HTTP as its authors test it.
import { auditServer } from "graphql-http";
import { report, URL_HTTP } from "./checks.mjs";

const AUDITS = 61;

const results = await auditServer({ url: URL_HTTP });
for (const { id, name, status, reason } of results) report(`${id} ${name}`, status === "ok" ? null : `${status}, ${reason}`);
report(`${AUDITS} audits`, results.length === AUDITS ? null : `there were ${results.length}`);
