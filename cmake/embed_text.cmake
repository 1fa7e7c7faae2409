# Makes a .cc from a text file: cmake -DTEXT=in.toml -DSOURCE=out.cc -DHEADER=a/b.h -DFUNCTION=Name -P embed_text.cmake
# The function, in namespace clearance and declared by HEADER, returns the text as a std::string_view.
file(READ "${TEXT}" text)
get_filename_component(name "${TEXT}" NAME)
string(FIND "${text}" ")TEXT\"" end)
if(NOT end EQUAL -1)
  message(FATAL_ERROR "${TEXT}: holds the mark that ends the text in ${SOURCE}")
endif()
file(WRITE "${SOURCE}" "// Made from ${name}; change that.
#include \"${HEADER}\"

namespace clearance {

std::string_view ${FUNCTION}() {
  return R\"TEXT(${text})TEXT\";
}

}  // namespace clearance
")
