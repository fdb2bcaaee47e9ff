import { unreachable } from '@codomyrmex/core';
import type { Section } from '../configuration/docs-configuration.ts';
import { about } from './about.ts';
import { commands } from './commands.ts';
import { dependencies } from './dependencies.ts';
import { links, packages, structure } from './folders.ts';
import { boundaries, generated, rules } from './for-agents.ts';
import type { Subject, Told } from './subject.ts';
import { actions, api, workflows } from './tables.ts';

/** What cannot be told before a file is built: its path. */
export interface Untold {
  readonly missing: string;
}

export function tell(section: Section, subject: Subject): Told | Promise<Told | Untold> {
  switch (section) {
    case 'about':
      return about(subject);
    case 'commands':
      return commands(subject);
    case 'structure':
      return structure(subject);
    case 'packages':
      return packages(subject);
    case 'dependencies':
      return dependencies(subject);
    case 'workflows':
      return workflows(subject);
    case 'actions':
      return actions(subject);
    case 'api':
      return api(subject);
    case 'links':
      return links(subject);
    case 'rules':
      return rules(subject);
    case 'boundaries':
      return boundaries(subject);
    case 'generated':
      return generated(subject);
    default:
      return unreachable(section);
  }
}
