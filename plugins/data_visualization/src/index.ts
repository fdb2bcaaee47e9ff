/**
 * The `data_visualization` module: charts as self-contained, accessible SVG and as PNG, and pages of them.
 * @module @codomyrmex/plugin-data-visualization
 */
import { definePlugin } from '@codomyrmex/core';
import { createAnalysisChart } from './create-analysis-chart.ts';
import { createAreaChart } from './create-area-chart.ts';
import { createBarChart } from './create-bar-chart.ts';
import { createBoxPlot } from './create-box-plot.ts';
import { createHeatmap } from './create-heatmap.ts';
import { createHistogram } from './create-histogram.ts';
import { createLinePlot } from './create-line-plot.ts';
import { createPieChart } from './create-pie-chart.ts';
import { createScatterPlot } from './create-scatter-plot.ts';
import { generateReport } from './generate-report.ts';
import { renderHtml } from './render-html.ts';

export type { ChartResult } from './chart-result.ts';

export const dataVisualization = definePlugin({
  module: 'data_visualization',
  version: '0.1.0',
  description:
    'Charts of numbers as SVG that is readable in light and dark, on a phone and without seeing it, as PNG, and pages of them.',
  entry: import.meta.url,
  actions: {
    create_bar_chart: createBarChart,
    create_line_plot: createLinePlot,
    create_scatter_plot: createScatterPlot,
    create_histogram: createHistogram,
    create_pie_chart: createPieChart,
    create_heatmap: createHeatmap,
    create_box_plot: createBoxPlot,
    create_area_chart: createAreaChart,
    create_analysis_chart: createAnalysisChart,
    render_html: renderHtml,
    generate_report: generateReport,
  },
  // The specification's documents call a chart so without saying which kind.
  aliases: { create_chart: 'create_bar_chart' },
});

export default dataVisualization;
