// The signals of which a process dies that writes where no more can be written, before it can tell anybody: SIGXFSZ,
// beyond its limit (RLIMIT_FSIZE, a file system's own); SIGPIPE, to a pipe or connection that nobody reads any more.
#pragma once

namespace clearance {

// From now on a write to a file that may grow no more is an error to be told like that of a full disk (EFBIG), not a
// death without a word. For the first lines of every main().
void TellFullFilesAsErrors();

// From now on a write to who has gone is an error (EPIPE), which nobody need be told. For the first lines of the main()
// of a program that serves: its standard error is the pipe of a supervisor, who may go before it does. Not for a
// program that answers one question: in `program | head` it is to end with its reader.
void TellBrokenPipesAsErrors();

}  // namespace clearance
