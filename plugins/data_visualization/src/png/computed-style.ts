import type { Markup } from '../svg/element.ts';
import { lightValue, type StyleNeeds, type StyleRule, styleRules } from '../svg/style.ts';

/** What is filled and stroked how, by the names of SVG's properties. */
export type ComputedStyle = ReadonlyMap<string, string>;

/** A class counts more than a kind of element, both together most; equal ones go by their order. */
const weight = (selector: string): number => (selector.includes('.') ? 2 : 0) + (selector.startsWith('.') ? 0 : 1);

/** The declarations that a chart's style sheet has for an element, in the light scheme, as a browser would pick them. */
export function computedStyles(needs: StyleNeeds): (element: Markup) => ComputedStyle {
  const rules = styleRules(needs).toSorted(([a], [b]) => weight(a) - weight(b));
  const known = new Map<string, ComputedStyle>();
  return ({ name, attributes }) => {
    const classes = String(attributes.class ?? '').split(' ');
    const key = `${name}.${classes.join('.')}`;
    const found = known.get(key) ?? computed(rules.filter(matches(name, classes)), needs);
    known.set(key, found);
    return found;
  };
}

const matches =
  (name: string, classes: readonly string[]) =>
  ([selector]: StyleRule): boolean => {
    const [kind, className] = selector.split('.');
    return (kind === '' || kind === name) && (className === undefined || classes.includes(className));
  };

function computed(rules: readonly StyleRule[], needs: StyleNeeds): ComputedStyle {
  return new Map(
    rules.flatMap(([, declarations]) =>
      declarations.map(([property, value]) => [property, lightValue(value, needs)] as const),
    ),
  );
}
