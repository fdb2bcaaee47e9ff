import { bytesText, counted } from '../page/number-text.ts';
import type { Block, Section } from '../page/report.ts';
import type { AreaValue } from './areas.ts';

export function projectSection(project: AreaValue<'project'>): Section {
  const blocks: Block[] = [
    {
      kind: 'table',
      caption: 'Languages',
      columns: [
        { label: 'Language', kind: 'text' },
        { label: 'Share of lines', kind: 'share' },
        { label: 'Lines', kind: 'number' },
        { label: 'Files', kind: 'number' },
      ],
      rows: project.languages.map(({ language, share, lines, files }) => [language, share, lines, files]),
      visible: 10,
    },
    {
      kind: 'table',
      caption: 'Largest files',
      columns: [
        { label: 'File', kind: 'code' },
        { label: 'Size', kind: 'number' },
        { label: 'Lines', kind: 'number' },
      ],
      rows: project.largest_files.map(({ file, bytes, lines }) => [file, bytesText(bytes), lines ?? null]),
      visible: 10,
    },
    ...manifestsBlock(project.manifests),
  ];
  return {
    title: 'Languages and size',
    summary: `${counted(project.files, 'text file')} with ${counted(project.lines, 'line')}${
      project.bytes === undefined ? '' : ` and ${bytesText(project.bytes)}`
    }${project.truncated ? '; the walk ended early, so these are lower bounds' : ''}.${licenses(project.licenses)}`,
    blocks,
  };
}

function licenses(found: AreaValue<'project'>['licenses']): string {
  const names = [...new Set(found.map(({ license }) => license ?? 'unknown'))];
  return names.length === 0 ? '' : ` Licence: ${names.slice(0, 5).join(', ')}.`;
}

function manifestsBlock(manifests: AreaValue<'project'>['manifests']): readonly Block[] {
  if (manifests.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: 'Manifests',
      columns: [
        { label: 'File', kind: 'code' },
        { label: 'Kind', kind: 'text' },
        { label: 'Name', kind: 'text' },
        { label: 'Licence', kind: 'text' },
        { label: 'Dependencies', kind: 'number' },
        { label: 'For development', kind: 'number' },
      ],
      rows: manifests.map((manifest) => [
        manifest.file,
        manifest.problem === null || manifest.problem === undefined
          ? manifest.kind
          : `${manifest.kind}: ${manifest.problem}`,
        [manifest.name, manifest.version].filter((part) => typeof part === 'string').join(' '),
        manifest.license ?? null,
        manifest.dependencies ?? null,
        manifest.dev_dependencies ?? null,
      ]),
      visible: 8,
    },
  ];
}
