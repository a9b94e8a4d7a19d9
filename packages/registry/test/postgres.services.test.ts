import { badInputSuite } from "./bad-input-suite.ts";
import { changesSuite } from "./changes-suite.ts";
import { registrySuite } from "./suite.ts";

const postgres = process.env["TANDEM_TEST_POSTGRES"];
if (!postgres)
  throw new Error(
    "set TANDEM_TEST_POSTGRES to the URL of a database for tests, like postgres://postgres:postgres@127.0.0.1:5432/tandem_test",
  );

registrySuite("PostgreSQL", () => ({ postgres }));
changesSuite("PostgreSQL", () => ({ postgres }));
badInputSuite("PostgreSQL", () => ({ postgres }));
