import { OrchestrationEngine } from 'codomyrmex';
import { prepareAnalysis } from './prelude/analysis.ts';

await prepareAnalysis('ai-analysis');

const engine = new OrchestrationEngine();
const result = await engine.executeWorkflow('ai-analysis', {
  code_path: './src',
  output_path: './reports',
  ai_provider: 'openai',
});

if (result.success) {
  console.log(`Analysis completed in ${result.executionTime} seconds`);
  console.log(`Results: ${Object.keys(result.results).join(', ')}`);
} else {
  console.log(`Analysis failed: ${result.error}`);
}

// Output:
// Analysis completed in … seconds
// Results: analyze_code, create_visualization
