/* The library is preloaded, never called: nothing to declare. */
