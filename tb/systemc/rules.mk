# SPDX-License-Identifier: Apache-2.0
# The test of csim/systemc, and programs that its scripts compare.

SCT := $(BUILD)/tb/systemc
SC_TEST_BIN := $(SCT)/test_array
SC_HELP_BIN := $(SCT)/acks $(SCT)/acks_sc

$(SCT)/acks: $(addprefix $(BUILD)/obj/tb/systemc/,acks.o commands.o) $(LIB_O) \
             $(BUILD)/fast/model.o $(BUILD)/fast/vl/model.a
	@mkdir -p $(@D)
	@$(CXX) -o $@ $^ $(LIBS) -pthread
$(SCT)/acks_sc: $(BUILD)/sc/tb/systemc/acks_sc.o $(BUILD)/obj/tb/systemc/commands.o
$(SCT)/test_array: $(BUILD)/sc/tb/systemc/test_array.o
$(SCT)/acks_sc $(SCT)/test_array: $(SC_LIB_O) $(SC_ARCHIVES)
	@mkdir -p $(@D)
	@$(CXX) -o $@ $(filter %.o,$^) $(SC_ARCHIVES) $(SC_LIBS) -lcmocka

TEST_BIN += $(SC_TEST_BIN)
test-programs: $(SC_HELP_BIN) $(SC_PLATFORM)
