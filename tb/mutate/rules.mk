# SPDX-License-Identifier: Apache-2.0
# Mutants, included by the top Makefile after tb/rtl/ and tb/golden/, whose rules build them.
MUTATE_OUT := $(BUILD)/mutate

.PHONY: mutate mutate-programs mutate-test-objects
mutate: ## mutants of the RTL, seeded bugs of the firmware: do tests notice? QUICK=1 for a few
	@scripts/setup
	@$(MAKE) -s --no-print-directory -j$(CORES) mutate-programs
	@scripts/mutate $(BUILD)
# What all modules' tests share, built once before they are worked on side by side.
mutate-programs: $(GOLDEN_RUNTIME)
	@$(MAKE) -s --no-print-directory RTLT_OUT=$(MUTATE_OUT)/tests SAN= mutate-test-objects
mutate-test-objects: $(RTLT_RUNTIME) $(RTLT_HELP_O)
# The names of a module's tests.
mutate-tests-of-%:
	@echo $(if $(filter $*,$(RTLT_MODULES)),$(RTLT_TESTS_$*))
