/**
 * The `security` module: secrets, unsafe code, known vulnerabilities of dependencies, threat models and checks of a project.
 * @module @codomyrmex/plugin-security
 */
import { definePlugin } from '@codomyrmex/core';
import { analyzeDirectorySecurity } from './code/analyze-directory-security.ts';
import { analyzeFileSecurity } from './code/analyze-file-security.ts';
import { auditCodeSecurity } from './code/audit-code-security.ts';
import { checkCompliance } from './compliance/check-compliance.ts';
import { auditDependencies } from './dependencies/audit-dependencies.ts';
import { generateSecurityReport } from './report/generate-security-report.ts';
import { scanVulnerabilities } from './report/scan-vulnerabilities.ts';
import { scanFileForSecrets } from './secrets/scan-file-for-secrets.ts';
import { scanSecrets } from './secrets/scan-secrets.ts';
import { calculateRiskScore } from './threats/calculate-risk-score.ts';
import { createThreatModel } from './threats/create-threat-model.ts';

export type { CodeFinding } from './code/code-finding.ts';
export type { CodeReport } from './code/code-report.ts';
export type { ComplianceReport } from './compliance/check-compliance.ts';
export type { DependencyReport } from './dependencies/dependency-report.ts';
export type { SecurityScan } from './report/security-scan.ts';
export type { SecretFinding } from './secrets/secret-finding.ts';
export type { SecretReport } from './secrets/secret-report.ts';
export type { Severity } from './severity.ts';
export type { ThreatModel } from './threats/threat-model-schema.ts';

export const security = definePlugin({
  module: 'security',
  version: '0.1.0',
  description:
    'Finds secrets, unsafe code and vulnerable dependencies without running anything of a project, models threats and checks what standards ask.',
  entry: import.meta.url,
  actions: {
    scan_vulnerabilities: scanVulnerabilities,
    scan_secrets: scanSecrets,
    scan_file_for_secrets: scanFileForSecrets,
    audit_code_security: auditCodeSecurity,
    analyze_file_security: analyzeFileSecurity,
    analyze_directory_security: analyzeDirectorySecurity,
    audit_dependencies: auditDependencies,
    create_threat_model: createThreatModel,
    calculate_risk_score: calculateRiskScore,
    check_compliance: checkCompliance,
    generate_security_report: generateSecurityReport,
  },
  aliases: { scan_directory_for_secrets: 'scan_secrets', dependency_audit: 'audit_dependencies' },
});

export default security;
