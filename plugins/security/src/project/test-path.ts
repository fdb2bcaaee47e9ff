const testPath =
  /(?:^|\/)(?:tests?|testdata|__tests__|__mocks__|__fixtures__|fixtures?|specs?|mocks?|examples?|samples?|e2e)\/|(?:^|\/)(?:test_[^/]*|[^/]*[._-](?:test|tests|spec|fixture|mock))\.[A-Za-z0-9]+$/i;

/** Whether a path, from the scanned root, says that what it holds is a test or an example. */
export function isTestPath(path: string): boolean {
  return testPath.test(path);
}
