import type { Rule } from '../draft.ts';

/** A condition is a value of its own: text around an expression would always be text, never true or false. */
export const conditions: Rule = ({ steps }) =>
  steps.flatMap(({ definition: { when }, condition, base }) => {
    if (typeof when !== 'string' || condition === undefined) return [];
    const isExpression = condition.expressions.length > 0 && /^\s*\{\{[\s\S]*\}\}\s*$/.test(when);
    if (isExpression && when.trim() === when) return [];
    return [
      {
        code: 'not_a_condition',
        message: 'a condition is one expression and nothing beside it',
        path: [...base, 'when'],
        suggestion: `write when: "{{ ${when.replace(/[{}]+/g, ' ').trim()} }}"`,
      },
    ];
  });
