# SPDX-License-Identifier: Apache-2.0
# Writes version.h with the commit that is checked out, at every build; touches it only when it changed.
execute_process(COMMAND git describe --always --dirty --abbrev=12 WORKING_DIRECTORY ${SOURCE_DIR}
    OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT commit)
    set(commit "unknown commit")
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "/* Generated. */
#define MMUBENCH_VERSION \"${VERSION}\"
#define MMUBENCH_COMMIT  \"${commit}\"
")
