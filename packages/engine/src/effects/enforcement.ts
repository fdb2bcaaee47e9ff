import type { Isolation } from '@codomyrmex/core';

/** Whether the system holds an action to the effects that it declares, also where its code goes around its context. */
export const isEnforced = (isolation: Isolation): boolean => isolation === 'sandbox';

/** Where an action's code runs, and how far that holds it to what it declares: words that can stand after "runs". */
export const enforcementText: Readonly<Record<Isolation, string>> = {
  none: "in codomyrmex's own process: what it declares is not enforced for code that goes around its context",
  thread: 'on threads of our process: what it declares is not enforced for code that goes around its context',
  process: 'in processes of its own with an environment of its own: files, network and programs are not held back',
  sandbox:
    'in a sandbox: no network, and of files the workspace alone, read-only without the effect fs:write; refused where the machine has none',
};
