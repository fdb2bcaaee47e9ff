import * as z from 'zod';

const count = z.int().min(0).max(1_000_000);

/** What a project is held to; a gate that is not named is not looked at. */
export const thresholdsSchema = z.strictObject({
  min_score: z.number().min(0).max(10).optional().meta({ description: 'Score of analyze_code_quality.' }),
  max_errors: count.optional().meta({ description: 'Findings that are errors.' }),
  max_warnings: count.optional().meta({ description: 'Findings that are warnings.' }),
  max_cyclomatic: count.optional().meta({ description: 'Paths of a function.' }),
  max_cognitive: count.optional().meta({ description: 'Cognitive complexity of a function.' }),
  max_nesting: count.optional().meta({ description: 'Levels of nesting of a function.' }),
  max_parameters: count.optional().meta({ description: 'Parameters of a function.' }),
  max_function_lines: count.optional().meta({ description: 'Lines of a function.' }),
  max_file_lines: count.optional().meta({ description: 'Lines of code of a file.' }),
  max_average_cyclomatic: z.number().min(1).max(1_000).optional().meta({ description: 'Mean over all functions.' }),
  max_duplicated_percentage: z.number().min(0).max(100).optional().meta({ description: 'Duplicated lines of all.' }),
  max_import_cycles: count.optional().meta({ description: 'Groups of modules in cycles, those of types alone not.' }),
  min_comment_percentage: z
    .number()
    .min(0)
    .max(100)
    .optional()
    .meta({ description: 'Comment lines of code and comment lines.' }),
  max_unread_files: count.optional().meta({
    description: 'Source files that could not be read or parsed whole, so that other gates did not see them.',
  }),
});
export type Thresholds = z.output<typeof thresholdsSchema>;
export type Gate = keyof Thresholds;

/** What is checked when no thresholds are given. */
export const ordinaryThresholds: Thresholds = {
  max_errors: 0,
  max_cyclomatic: 20,
  max_duplicated_percentage: 5,
  max_import_cycles: 0,
};

/**
 * The action that lists what a gate counts, with the places. Gates about one function or file each list them themselves.
 */
export const listedBy: Readonly<Partial<Record<Gate, string>>> = {
  min_score: 'analyze_code_quality',
  max_errors: 'analyze_code_quality',
  max_warnings: 'analyze_code_quality',
  max_average_cyclomatic: 'analyze_complexity',
  max_duplicated_percentage: 'find_duplicates',
  max_import_cycles: 'find_import_cycles',
  min_comment_percentage: 'measure_size',
};
