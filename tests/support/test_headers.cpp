// SPDX-License-Identifier: GPL-3.0-or-later
// Only for its precompiled headers; see tests/CMakeLists.txt.
