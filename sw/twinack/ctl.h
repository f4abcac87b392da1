/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ctl.h: `twinack ctl`: talks to an array that is running behind nbdkit (sw/nbd/control.h).
 */
#ifndef TWINACK_CTL_H
#define TWINACK_CTL_H

/* The program's exit status: EXIT_WELL; EXIT_WRONG when there is no answer or it is a refusal. */
int ctl_main(int argc, char **argv);

#endif
