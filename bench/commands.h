/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of mmubench. Each gets its own argv (argv[0] is its name), prints what went wrong on
 * stderr and returns an exit code (exit_code.h). */
#ifndef MMUBENCH_COMMANDS_H
#define MMUBENCH_COMMANDS_H

int cmd_info(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_crossover(int argc, char **argv);
int cmd_policies(int argc, char **argv);
int cmd_verify(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_mtree(int argc, char **argv);
int cmd_tables(int argc, char **argv);
int cmd_translate(int argc, char **argv);
int cmd_plot(int argc, char **argv);
int cmd_report(int argc, char **argv);

/* Prints "mmubench: <err_text()>" on stderr and returns `code`. */
int cmd_fail(int code);

/* For commands with few options: true when argv[i] is --help or -h. */
int cmd_is_help(const char *arg);

#endif
