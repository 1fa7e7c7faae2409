// Gives each set of precompiled headers (precompiled.cmake) the one source file a CMake target must have.
// Holds nothing else, ever.
