# SPDX-License-Identifier: Apache-2.0
# cmocka_names(variable source...): the names of the tests in these sources.
function(cmocka_names variable)
    set(all)
    foreach(source ${ARGN})
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
        file(READ ${source} text)
        string(REGEX REPLACE "#define[^\n]*[\\]\n[^\n]*|#define[^\n]*" "" text "${text}")
        string(REGEX MATCHALL "cmocka_unit_test[a-z_]*\\([ \n]*[A-Za-z0-9_]+" calls "${text}")
        foreach(call ${calls})
            string(REGEX MATCH "cmocka_unit_test([a-z_]*)\\([ \n]*([A-Za-z0-9_]+)" call "${call}")
            if(CMAKE_MATCH_1 STREQUAL "_both")
                list(APPEND all ${CMAKE_MATCH_2}_kernel ${CMAKE_MATCH_2}_user)
            else()
                list(APPEND all ${CMAKE_MATCH_2})
            endif()
        endforeach()
    endforeach()
    set(${variable} ${all} PARENT_SCOPE)
endfunction()

# contract_sources(variable library): the sources of the contract's tests.
function(contract_sources variable library)
    get_target_property(dir ${library} SOURCE_DIR)
    get_target_property(sources ${library} SOURCES)
    list(TRANSFORM sources PREPEND ${dir}/)
    set(${variable} ${sources} PARENT_SCOPE)
endfunction()

# cmocka_tests(TARGET target SOURCES a.c b.c [LIBRARIES ...] [ARGS ...] [PREFIX name] [TIMEOUT seconds]
#              [CONTRACT library])
# Builds one test program and adds a ctest entry for every cmocka_unit_test*(name ...) found in its sources, so that
# ctest shows each by name. The program's main() passes its last argument to cmocka_set_test_filter(); exit code 77
# is a skip whose reason the test prints as "SKIP: ...". CONTRACT names a library whose sources hold the tests (as
# common/tests/contract does): it is linked, and its tests are listed too;
# cmocka_unit_test_both(name) there stands for the two tests name_kernel and name_user.
function(cmocka_tests)
    cmake_parse_arguments(T "" "TARGET;PREFIX;TIMEOUT;CONTRACT" "SOURCES;LIBRARIES;ARGS" ${ARGN})
    if(NOT TARGET ${T_TARGET})
        add_executable(${T_TARGET} ${T_SOURCES})
        target_link_libraries(${T_TARGET} PRIVATE host_flags PkgConfig::CMOCKA ${T_LIBRARIES} ${T_CONTRACT})
        target_include_directories(${T_TARGET} PRIVATE ${PROJECT_SOURCE_DIR})
    endif()
    if(NOT T_PREFIX)
        set(T_PREFIX ${T_TARGET})
    endif()
    # For what hangs, not for what is slow: beside other work each hand-off of spt's vCPU may take a time slice, which
    # makes a test of a second one of minutes.
    if(NOT T_TIMEOUT)
        set(T_TIMEOUT 300)
    endif()
    if(T_CONTRACT)
        contract_sources(contract ${T_CONTRACT})
    endif()
    cmocka_names(names ${T_SOURCES} ${contract})
    foreach(name ${names})
        add_test(NAME ${T_PREFIX}.${name} COMMAND ${T_TARGET} ${T_ARGS} ${name})
        set_tests_properties(${T_PREFIX}.${name} PROPERTIES TIMEOUT ${T_TIMEOUT} SKIP_RETURN_CODE 77)
    endforeach()
endfunction()
