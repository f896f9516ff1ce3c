# SPDX-License-Identifier: Apache-2.0
# spt_broken: the same backend around a monitor with a bug put in (as MMUBENCH_BREAK_ZAP does for the whole build), and
# the test that the oracle finds it.
set(SPT ${PROJECT_SOURCE_DIR}/spt)
get_target_property(sources spt_monitor SOURCES)
list(TRANSFORM sources PREPEND ${SPT}/)
add_executable(spt_monitor_broken ${sources})
target_compile_definitions(spt_monitor_broken PRIVATE MMUBENCH_BREAK_ZAP)
foreach(property COMPILE_OPTIONS LINK_OPTIONS LINK_LIBRARIES POSITION_INDEPENDENT_CODE
        INTERPROCEDURAL_OPTIMIZATION)
    get_target_property(value spt_monitor ${property})
    set_target_properties(spt_monitor_broken PROPERTIES ${property} "${value}")
endforeach()

get_target_property(sources spt SOURCES)
list(TRANSFORM sources PREPEND ${SPT}/)
add_library(spt_broken STATIC ${sources})
target_link_libraries(spt_broken PUBLIC common)
set_source_files_properties(${SPT}/monitor_blob.S PROPERTIES
    COMPILE_DEFINITIONS "MONITOR_PATH=\"$<TARGET_FILE:spt_monitor_broken>\""
    OBJECT_DEPENDS ${CMAKE_CURRENT_BINARY_DIR}/spt_monitor_broken)
add_dependencies(spt_broken spt_monitor_broken)

cmocka_tests(TARGET test_spt_broken SOURCES broken_test.c LIBRARIES spt_broken oracle TIMEOUT 900)
