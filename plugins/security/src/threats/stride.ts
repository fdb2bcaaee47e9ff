export const strideCategories = [
  'spoofing',
  'tampering',
  'repudiation',
  'information_disclosure',
  'denial_of_service',
  'elevation_of_privilege',
] as const;
export type StrideCategory = (typeof strideCategories)[number];

/** The property of an asset that a threat of the category takes away. */
export const violatedProperty: Readonly<Record<StrideCategory, string>> = {
  spoofing: 'authenticity',
  tampering: 'integrity',
  repudiation: 'accountability',
  information_disclosure: 'confidentiality',
  denial_of_service: 'availability',
  elevation_of_privilege: 'authorization',
};
