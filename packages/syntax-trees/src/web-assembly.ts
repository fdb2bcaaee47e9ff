/** A memory that grows and is replaced by a larger view as it does. */
export interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer;
}

// The part of the global `WebAssembly` that is used: the types of Node 20 do not have it.
interface WebAssemblyGlobal {
  /** Sizes in pages of 64 KiB. */
  readonly Memory: new (size: {
    readonly initial: number;
    readonly maximum: number;
  }) => WebAssemblyMemory;
  readonly RuntimeError: new () => Error;
}

// Every supported Node has the global, in the shape that its documentation gives.
export const webAssembly = Reflect.get(globalThis, 'WebAssembly') as WebAssemblyGlobal;
