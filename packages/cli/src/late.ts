/** A command's work, whose module is run when the command is: its name, options and help need nothing of it. */
export const late =
  <Words extends readonly unknown[]>(load: () => Promise<(...words: Words) => Promise<void>>) =>
  async (...words: Words): Promise<void> =>
    (await load())(...words);
