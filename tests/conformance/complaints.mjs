// A complaint to follow: brought by a citizen, handed on by a complaint officer.
import assert from "node:assert/strict";
import { OFFICER_TOKEN, post } from "./checks.mjs";

// Somebody with a score, and with at least three cases.
export async function findEmployee() {
  const { employees } = await post(
    "{ employees(first: 60) { nodes { id score { id } handledCases(first: 3) { nodes { id } } } } }",
  );
  return employees.nodes.find(({ score, handledCases }) => score !== null && handledCases.nodes.length === 3).id;
}

export async function bringComplaint() {
  const { categories } = await post("{ categories(first: 1) { nodes { id } } }");
  const { submitComplaint } = await post(
    `mutation ($input: SubmitComplaintInput!) {
      submitComplaint(input: $input) {
        __typename
        ... on SubmitComplaintPayload { id ticket accessCode }
        ... on Error { code message }
      }
    }`,
    { input: { category: categories.nodes[0].id, description: "Air keran keruh sejak kemarin.", anonymous: true } },
  );
  assert.equal(submitComplaint.__typename, "SubmitComplaintPayload", JSON.stringify(submitComplaint));
  return submitComplaint;
}

export async function handOn(complaint) {
  const { assignComplaint } = await post(
    `mutation ($input: AssignComplaintInput!) {
      assignComplaint(input: $input) { __typename ... on Error { code message } }
    }`,
    { input: { case: complaint.id, assignee: await findEmployee() } },
    OFFICER_TOKEN,
  );
  assert.equal(assignComplaint.__typename, "AssignComplaintPayload", JSON.stringify(assignComplaint));
}
