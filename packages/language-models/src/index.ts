/**
 * One interface to language models of any provider, for plugins.
 * @module @codomyrmex/language-models
 */
export { answerFacts } from './answer-facts.ts';
export { type Completion, complete, type Question } from './complete.ts';
export { completeObject, type ObjectQuestion } from './complete-object.ts';
export { type Configuration, configuration } from './configuration.ts';
export { type ListedModels, listModels } from './list-models.ts';
export { secretNames } from './provider.ts';
export { answerShape, questionShape, text } from './question-shape.ts';
