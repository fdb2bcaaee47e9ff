/** About a second of evaluation: one for each round of a loop and each value made, more for large ones. */
const LIMIT = 2_000_000;
const CHARACTERS_PER_UNIT = 64;

/** Thrown when an expression does more than it may. */
class BudgetExceeded extends Error {
  constructor() {
    super(`it takes more than ${LIMIT} steps; do such work in an action`);
  }
}

/** One for all: an expression whose loop swallows errors would otherwise make two million. */
const exceeded = new BudgetExceeded();

let left = 0;

/**
 * Runs an evaluation within a new budget. Evaluation is synchronous and never inside another, so one counter serves all.
 * The counted functions below are what our rewriting of an expression calls.
 * @throws BudgetExceeded also when the expression made a value of the error (CEL's `||` takes no notice of its left side's).
 */
export function withinBudget<Value>(evaluate: () => Value): Value {
  left = LIMIT;
  const value = evaluate();
  if (left < 0) throw exceeded;
  return value;
}

/** Charges for a value that was made. */
export function made<Value>(value: Value): Value {
  charge(1 + (Array.isArray(value) ? value.length : stringUnits(value)));
  return value;
}

/** Charges for a value that a function is about to read. */
export function read<Value>(value: Value): Value {
  charge(1 + stringUnits(value));
  return value;
}

/** Charges for all rounds of a loop over the value before the first. */
export function looped<Value>(value: Value): Value {
  charge(1 + membersOf(value).length);
  return value;
}

/** Charges for a value that is about to be compared: everything in it counts. */
export function compared<Value>(value: Value): Value {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const item = open.pop();
    charge(1 + stringUnits(item));
    for (const member of membersOf(item)) open.push(member);
  }
  return value;
}

function membersOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value instanceof Map) return [...value.values()];
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

function stringUnits(value: unknown): number {
  return typeof value === 'string' ? value.length / CHARACTERS_PER_UNIT : 0;
}

function charge(units: number): void {
  left -= units;
  if (left < 0) throw exceeded;
}
