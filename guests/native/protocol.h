/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between native_run() and the program that it starts: a SOCK_SEQPACKET pair and the memfd, at
 * these descriptors. The program sends the number of a hypercall (uint32_t) and waits for the
 * answer (uint32_t, any value); arguments are in the boot page, as for a guest. Nothing is sent
 * after the end of the run.
 */
#ifndef MMUBENCH_NATIVE_PROTOCOL_H
#define MMUBENCH_NATIVE_PROTOCOL_H

#define NATIVE_FD_RAM    3
#define NATIVE_FD_SOCKET 4

#endif
