import { describe } from "vitest";
import { describePowerCuts } from "@/tests/support/power-cuts";

describe("a payment, a refund and a cash-in over v2", () => describePowerCuts("v2"));
