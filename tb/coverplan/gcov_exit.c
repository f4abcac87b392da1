/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gcov_exit.c: a process that ends by _exit() leaves its counts of lines. Linked with
 * --wrap=_exit.
 */
#include <stdnoreturn.h>

void __gcov_dump(void);
noreturn void __real__exit(int status);
noreturn void __wrap__exit(int status);

noreturn void __wrap__exit(int status) {
  __gcov_dump();
  __real__exit(status);
}
