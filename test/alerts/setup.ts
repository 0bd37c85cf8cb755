/** Before each test file: every receiver fails a test on a message that nobody expected. */
import { afterEach } from "vitest";
import { expectNothingElse, forgetReceivers } from "./inbox.ts";

forgetReceivers();
// Registered first, it runs last: after what a file does at the end of its tests.
afterEach(expectNothingElse);
