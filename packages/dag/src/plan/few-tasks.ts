/**
 * Whether a task is one of those that few plans have any of. Asked several times for every task: to see that a set is empty takes a
 * fraction of a look into it.
 */
export const isAmong = (tasks: ReadonlySet<number>, task: number): boolean => tasks.size > 0 && tasks.has(task);
