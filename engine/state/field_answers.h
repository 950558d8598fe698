// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "state/state_view.h"

namespace lanescope {

/// Where one field of an account comes from.
enum class FieldSource : std::uint8_t {
    base,     ///< the state beneath
    written,  ///< a lower transaction; the value is given
    blocked,  ///< not known yet, or not known at all
};

/// Answers StateView::account() field by field, for views that keep what was read: asks `read(kind,
/// value)` only for what is needed, always in the same order. An absent account has no fields, so its
/// existence is read first, and then nothing else; whoever makes it exist writes all fields. `base` has
/// the fields of an AccountValue.
template <class Base, class ReadField>
[[nodiscard]] Answer answer_by_field(AccountFields wanted, Answer base_answer, const Base& base,
                                     ReadField&& read, AccountRead& out)
{
    Uint256 value;
    if (contains(wanted, AccountFields::existence) || base_answer != Answer::value) {
        switch (read(LocationKind::existence, value)) {
        case FieldSource::blocked:
            return Answer::failed;
        case FieldSource::base:
            if (base_answer != Answer::value) {
                return base_answer;
            }
            break;
        case FieldSource::written:
            if (value.is_zero()) {
                return Answer::absent;
            }
            break;
        }
        out.filled = out.filled | AccountFields::existence;
    }
    if (contains(wanted, AccountFields::balance)) {
        switch (read(LocationKind::balance, value)) {
        case FieldSource::blocked:
            return Answer::failed;
        case FieldSource::base:
            out.value.balance = base.balance;
            break;
        case FieldSource::written:
            out.value.balance = value;
            break;
        }
        out.filled = out.filled | AccountFields::balance;
    }
    if (contains(wanted, AccountFields::nonce)) {
        switch (read(LocationKind::nonce, value)) {
        case FieldSource::blocked:
            return Answer::failed;
        case FieldSource::base:
            out.value.nonce = base.nonce;
            break;
        case FieldSource::written:
            out.value.nonce = value.low64();
            break;
        }
        out.filled = out.filled | AccountFields::nonce;
    }
    if (contains(wanted, AccountFields::code)) {
        switch (read(LocationKind::code, value)) {
        case FieldSource::blocked:
            return Answer::failed;
        case FieldSource::base:
            out.value.code_hash = base.code_hash;
            break;
        case FieldSource::written:
            store_big_endian(out.value.code_hash.bytes.data(), value);
            break;
        }
        out.filled = out.filled | AccountFields::code;
    }
    if (contains(wanted, AccountFields::storage_generation)) {
        if (read(LocationKind::storage_generation, value) == FieldSource::blocked) {
            return Answer::failed;
        }
        out.filled = out.filled | AccountFields::storage_generation;
    }
    return Answer::value;
}

}  // namespace lanescope
