# SPDX-License-Identifier: Apache-2.0
# The images of check_test.c, with and without symbols.
foreach(kind sample sample_stripped)
    add_executable(check_${kind} ${CMAKE_CURRENT_LIST_DIR}/check_sample.S)
    set_target_properties(check_${kind} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_link_options(check_${kind} PRIVATE -nostdlib -static -no-pie -Wl,-Ttext-segment=0x200000
        -Wl,-e,sample_entry -Wl,--build-id=none)
endforeach()
target_link_options(check_sample_stripped PRIVATE -s)
target_compile_definitions(test_spt_check PRIVATE "CHECK_SAMPLE=\"$<TARGET_FILE:check_sample>\""
    "CHECK_SAMPLE_STRIPPED=\"$<TARGET_FILE:check_sample_stripped>\"")
add_dependencies(test_spt_check check_sample check_sample_stripped)
