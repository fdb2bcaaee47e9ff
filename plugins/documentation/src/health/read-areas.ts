import { problemPath } from '@codomyrmex/core';
import type * as z from 'zod';
import { type AreaName, type AreaValue, areaSchemas, type StepReport } from './areas.ts';

/** The areas that there is something to say about. */
export type Areas = { readonly [Name in AreaName]: AreaValue<Name> | undefined };

/** An area that the report says nothing about, and why. */
export interface AbsentArea {
  readonly area: AreaName;
  readonly reason: string;
}

export interface ReadAreas {
  readonly areas: Areas;
  readonly absent: readonly AbsentArea[];
}

type Written = { readonly [Name in AreaName]?: unknown };

/**
 * Reads every area by itself: one whose output is not understood is told as absent, with the place of its first fault,
 * and takes no other area with it.
 */
export function readAreas(written: Written, steps: Readonly<Record<string, StepReport>>): ReadAreas {
  const absent: AbsentArea[] = [];
  const read = <Name extends AreaName>(area: Name): AreaValue<Name> | undefined => {
    const value = written[area];
    if (value === null || value === undefined) {
      absent.push({ area, reason: reasonOf(Object.hasOwn(steps, area) ? steps[area] : undefined) });
      return undefined;
    }
    // The union of all schemas' results loses which name was asked for; it is the result of exactly this schema.
    const result = areaSchemas[area].safeParse(value) as z.ZodSafeParseResult<AreaValue<Name>>;
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    const place = issue === undefined ? '' : `${problemPath([area, ...issue.path])}: ${issue.message}`;
    absent.push({ area, reason: `its output is not understood (${place})` });
    return undefined;
  };
  const areas: Areas = {
    environment: read('environment'),
    project: read('project'),
    quality: read('quality'),
    complexity: read('complexity'),
    duplicates: read('duplicates'),
    cycles: read('cycles'),
    secrets: read('secrets'),
    history: read('history'),
    hotspots: read('hotspots'),
  };
  return { areas, absent };
}

function reasonOf(step: StepReport | undefined): string {
  if (step === undefined) return 'there was no such step';
  const reason = step.reason ?? '';
  return reason === '' ? `its step is ${step.status}` : reason;
}
