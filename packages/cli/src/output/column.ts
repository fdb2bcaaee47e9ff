export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** What is copied from here or says nothing when it is cut, such as an id: other columns give way. */
  readonly whole?: true;
}
