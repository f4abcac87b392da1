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

# ---- seeded bugs of the firmware: one file of it broken, in the folder of the bug MUTATE_BUG; what
# it defines is not taken from the archive of everything else. Without sanitizers.
MUTATE_BUG     := none
MUTATE_BUG_DIR := $(MUTATE_OUT)/bugs/$(MUTATE_BUG)
MUTATE_LIB     := $(MUTATE_OUT)/bugs/libtwinack.a
$(MUTATE_LIB): $(LIB_O) $(CLI_LIB_C:%.c=$(BUILD)/obj/%.o) $(BUILD)/fast/model.o
	@mkdir -p $(@D)
	@rm -f $@ && ar rcs $@ $^
$(MUTATE_BUG_DIR)/broken.o: $(wildcard $(MUTATE_BUG_DIR)/*.c)
	@$(CC) $(CFLAGS) -Wno-error -c $< -o $@
define MUTATE_TEST_DIR
MUTATE_$(1)_O := $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tb/$(1)/*.c))
$(MUTATE_BUG_DIR)/$(1)/%: $(MUTATE_BUG_DIR)/broken.o $(BUILD)/obj/tb/$(1)/%.o \
  $$(filter-out $(BUILD)/obj/tb/$(1)/test_%,$$(MUTATE_$(1)_O)) $(MUTATE_LIB) \
  $(BUILD)/fast/vl/model.a
	@$(CXX) -o $$@ $$^ $(LIBS) -lcmocka -pthread
mutate-programs: $$(MUTATE_$(1)_O)
endef
$(foreach d,controller system,$(eval $(call MUTATE_TEST_DIR,$(d))))
mutate-programs: $(MUTATE_LIB) $(BUILD)/fast/vl/model.a
