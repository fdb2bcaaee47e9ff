import type { ProjectStatus, ProjectType } from '@codomyrmex/core';
import type { Milestone, Project } from './project.ts';

/** Document 3's status of a project. */
export interface ProjectStatusView {
  readonly name: string;
  readonly status: ProjectStatus;
  readonly type: ProjectType;
  readonly version: string;
  readonly path: string;
  /** How many belong to it. */
  readonly workflows: number;
  /** How many are being run for it now. */
  readonly activeWorkflows: number;
  readonly requiredModules: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly milestones: Readonly<Record<string, Milestone>>;
  readonly metrics: Readonly<Record<string, unknown>>;
}

export function projectStatusView(project: Project): ProjectStatusView {
  const { name, status, type, version, path, requiredModules, createdAt, updatedAt, milestones, metrics } = project;
  return {
    name,
    status,
    type,
    version,
    path,
    workflows: project.workflows.length,
    activeWorkflows: project.activeWorkflows.length,
    requiredModules,
    createdAt,
    updatedAt,
    milestones,
    metrics,
  };
}

/** The wire form of a project's status. */
export function projectStatusDocument(view: ProjectStatusView) {
  const { activeWorkflows, requiredModules, createdAt, updatedAt, milestones, metrics, ...same } = view;
  return {
    ...same,
    active_workflows: activeWorkflows,
    required_modules: requiredModules,
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
    milestones,
    metrics,
  };
}

/** Document 2's report of a project. */
export interface ProjectInfo {
  /** A project is known by its name. */
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly status: ProjectStatus;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly workflows: readonly string[];
}

export function projectInfo({ name, path, status, createdAt, updatedAt, workflows }: Project): ProjectInfo {
  return { id: name, name, path, status, createdAt, updatedAt, workflows };
}

/** All projects at a glance. */
export interface ProjectsSummary {
  readonly totalProjects: number;
  /** Of each status and type that occurs. */
  readonly byStatus: Readonly<Partial<Record<ProjectStatus, number>>>;
  readonly byType: Readonly<Partial<Record<ProjectType, number>>>;
  /** The ten that were changed last, newest first. */
  readonly recentActivity: readonly Pick<Project, 'name' | 'status' | 'updatedAt'>[];
  /** Folders that seem to be projects and cannot be used. */
  readonly unusableProjects: number;
}

const RECENT = 10;

export function projectsSummary(projects: readonly Project[], unusable: number): ProjectsSummary {
  const latest = [...projects].sort((one, other) => other.updatedAt.getTime() - one.updatedAt.getTime());
  return {
    totalProjects: projects.length,
    byStatus: counts(projects.map(({ status }) => status)),
    byType: counts(projects.map(({ type }) => type)),
    recentActivity: latest.slice(0, RECENT).map(({ name, status, updatedAt }) => ({ name, status, updatedAt })),
    unusableProjects: unusable,
  };
}

function counts<Word extends string>(words: readonly Word[]): Partial<Record<Word, number>> {
  const result: Partial<Record<Word, number>> = {};
  for (const word of words) result[word] = (result[word] ?? 0) + 1;
  return result;
}

/** The wire form of the summary. */
export function projectsSummaryDocument(summary: ProjectsSummary) {
  return {
    total_projects: summary.totalProjects,
    by_status: summary.byStatus,
    by_type: summary.byType,
    recent_activity: summary.recentActivity.map(({ name, status, updatedAt }) => ({
      name,
      status,
      updated_at: updatedAt.toISOString(),
    })),
    unusable_projects: summary.unusableProjects,
  };
}
