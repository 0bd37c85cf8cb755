import { parentPort, workerData } from "node:worker_threads";
import { backTest } from "./backTest.ts";
import type { TestOrder } from "./backTests.ts";

const { series, firstDay, untilDay } = workerData as TestOrder;
parentPort!.postMessage(backTest(series, firstDay, untilDay));
