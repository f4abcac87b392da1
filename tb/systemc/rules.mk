# SPDX-License-Identifier: Apache-2.0
# Programs that the tests of csim/systemc compare.

SCT := $(BUILD)/tb/systemc
SC_HELP_BIN := $(SCT)/acks $(SCT)/acks_sc

$(SCT)/acks: $(addprefix $(BUILD)/obj/tb/systemc/,acks.o commands.o) $(LIB_O) \
             $(BUILD)/fast/model.o $(BUILD)/fast/vl/model.a
	@mkdir -p $(@D)
	@$(CXX) -o $@ $^ $(LIBS) -pthread
$(SCT)/acks_sc: $(BUILD)/sc/tb/systemc/acks_sc.o $(BUILD)/obj/tb/systemc/commands.o

$(SCT)/acks_sc: $(SC_LIB_O) $(SC_ARCHIVES)
	@mkdir -p $(@D)
	@$(CXX) -o $@ $(filter %.o,$^) $(SC_ARCHIVES) $(SC_LIBS)

test-programs: $(SC_HELP_BIN)
