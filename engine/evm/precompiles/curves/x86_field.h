// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "evm/precompiles/curves/limbs.h"

/// Field arithmetic in x86-64 assembly, where compilers do badly at carry chains. Addition and
/// subtraction use baseline instructions. Multiplication uses MULX, ADCX and ADOX, which keep two
/// carry chains going at once and more than halve the time of a product; callers must ask `has_adx`
/// first, so the binary still runs on any x86-64.
///
/// The moduli leave the top two bits of their top limb free, so sums of two elements fit.
namespace lanescope::evm::curves {

#if defined(__x86_64__)

/// True when the processor has both BMI2 and ADX.
[[nodiscard]] inline bool detect_adx() noexcept
{
    std::uint32_t eax = 7;
    std::uint32_t ebx = 0;
    std::uint32_t ecx = 0;
    std::uint32_t edx = 0;
    std::uint32_t highest = 0;
    asm("cpuid" : "+a"(highest), "=b"(ebx), "+c"(ecx), "=d"(edx));
    if (highest < 7) {
        return false;
    }
    ecx = 0;
    asm("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
    return ((ebx >> 8) & (ebx >> 19) & 1) != 0;
}

inline const bool has_adx = detect_adx();

// Conditional subtraction of p: `reduced` = value - p over the limbs, then back to the value when
// that borrowed. Moves leave the borrow alone.
#define LANESCOPE_MINUS_FIRST(p, value, reduced)                                                   \
    "movq %[" #value "], %[" #reduced                                                              \
    "]\n\t"                                                                                        \
    "subq (%[" #p "]), %[" #reduced "]\n\t"
#define LANESCOPE_MINUS_NEXT(p, offset, value, reduced)                                            \
    "movq %[" #value "], %[" #reduced                                                              \
    "]\n\t"                                                                                        \
    "sbbq " #offset "(%[" #p "]), %[" #reduced "]\n\t"
#define LANESCOPE_KEEP_IF_BORROW(value, reduced) "cmovcq %[" #value "], %[" #reduced "]\n\t"

// One limb product added at two places: low word through the carry flag, high word through the
// overflow flag, so the two chains do not disturb each other.
#define LANESCOPE_ADX_STEP(operand, offset, t_low, t_high)                                         \
    "mulxq " #offset "(%[" #operand                                                                \
    "]), %[low], %[high]\n\t"                                                                      \
    "adcxq %[low], %[" #t_low                                                                      \
    "]\n\t"                                                                                        \
    "adoxq %[high], %[" #t_high "]\n\t"

#define LANESCOPE_ADX_BEGIN_PRODUCT(offset, t_top)                                                 \
    "movq " #offset                                                                                \
    "(%[b]), %%rdx\n\t"                                                                            \
    "xorl %k[" #t_top "], %k[" #t_top "]\n\t"

#define LANESCOPE_ADX_BEGIN_REDUCTION(inverse_offset, t_low)                                       \
    "movq " #inverse_offset                                                                        \
    "(%[p]), %%rdx\n\t"                                                                            \
    "imulq %[" #t_low                                                                              \
    "], %%rdx\n\t"                                                                                 \
    "xorl %k[low], %k[low]\n\t"

#define LANESCOPE_ADX_END(t_top)                                                                   \
    "movl $0, %k[low]\n\t"                                                                         \
    "adcxq %[low], %[" #t_top "]\n\t"

#define LANESCOPE_ADX_ROW4(offset, t0, t1, t2, t3, t4)                                             \
    LANESCOPE_ADX_BEGIN_PRODUCT(offset, t4)                                                        \
    LANESCOPE_ADX_STEP(a, 0, t0, t1)                                                               \
    LANESCOPE_ADX_STEP(a, 8, t1, t2)                                                               \
    LANESCOPE_ADX_STEP(a, 16, t2, t3)                                                              \
    LANESCOPE_ADX_STEP(a, 24, t3, t4)                                                              \
    LANESCOPE_ADX_END(t4)                                                                          \
    LANESCOPE_ADX_BEGIN_REDUCTION(32, t0)                                                          \
    LANESCOPE_ADX_STEP(p, 0, t0, t1)                                                               \
    LANESCOPE_ADX_STEP(p, 8, t1, t2)                                                               \
    LANESCOPE_ADX_STEP(p, 16, t2, t3)                                                              \
    LANESCOPE_ADX_STEP(p, 24, t3, t4)                                                              \
    LANESCOPE_ADX_END(t4)

#define LANESCOPE_ADX_ROW6(offset, t0, t1, t2, t3, t4, t5, t6)                                     \
    LANESCOPE_ADX_BEGIN_PRODUCT(offset, t6)                                                        \
    LANESCOPE_ADX_STEP(a, 0, t0, t1)                                                               \
    LANESCOPE_ADX_STEP(a, 8, t1, t2)                                                               \
    LANESCOPE_ADX_STEP(a, 16, t2, t3)                                                              \
    LANESCOPE_ADX_STEP(a, 24, t3, t4)                                                              \
    LANESCOPE_ADX_STEP(a, 32, t4, t5)                                                              \
    LANESCOPE_ADX_STEP(a, 40, t5, t6)                                                              \
    LANESCOPE_ADX_END(t6)                                                                          \
    LANESCOPE_ADX_BEGIN_REDUCTION(48, t0)                                                          \
    LANESCOPE_ADX_STEP(p, 0, t0, t1)                                                               \
    LANESCOPE_ADX_STEP(p, 8, t1, t2)                                                               \
    LANESCOPE_ADX_STEP(p, 16, t2, t3)                                                              \
    LANESCOPE_ADX_STEP(p, 24, t3, t4)                                                              \
    LANESCOPE_ADX_STEP(p, 32, t4, t5)                                                              \
    LANESCOPE_ADX_STEP(p, 40, t5, t6)                                                              \
    LANESCOPE_ADX_END(t6)

/// a b / 2^256 modulo p. `p` holds the modulus followed by -p^-1 modulo 2^64.
[[gnu::always_inline]] inline Limbs<4> adx_montgomery_multiply(const Limbs<4>& a, const Limbs<4>& b,
                                                               const Limbs<5>& p) noexcept
{
    std::uint64_t t0 = 0;
    std::uint64_t t1 = 0;
    std::uint64_t t2 = 0;
    std::uint64_t t3 = 0;
    std::uint64_t t4;
    std::uint64_t low;
    std::uint64_t high;
    std::uint64_t factor;
    // After each row the lowest word is zero and becomes the top word of the next one. At the end
    // the registers no longer needed take the result minus p, kept when that is not negative.
    asm volatile(
        LANESCOPE_ADX_ROW4(0, t0, t1, t2, t3, t4) LANESCOPE_ADX_ROW4(8, t1, t2, t3, t4, t0)
            LANESCOPE_ADX_ROW4(16, t2, t3, t4, t0, t1) LANESCOPE_ADX_ROW4(24, t3, t4, t0, t1, t2)
                LANESCOPE_MINUS_FIRST(p, t4, t3) LANESCOPE_MINUS_NEXT(p, 8, t0, low)
                    LANESCOPE_MINUS_NEXT(p, 16, t1, high) LANESCOPE_MINUS_NEXT(p, 24, t2, factor)
                        LANESCOPE_KEEP_IF_BORROW(t4, t3) LANESCOPE_KEEP_IF_BORROW(t0, low)
                            LANESCOPE_KEEP_IF_BORROW(t1, high) LANESCOPE_KEEP_IF_BORROW(t2, factor)
        : [t0] "+&r"(t0), [t1] "+&r"(t1), [t2] "+&r"(t2), [t3] "+&r"(t3), [t4] "=&r"(t4),
          [low] "=&r"(low), [high] "=&r"(high), [factor] "=&d"(factor)
        : [a] "r"(a.data()), [b] "r"(b.data()), [p] "r"(p.data())
        : "cc", "memory");
    return {t3, low, high, factor};
}

/// a b / 2^384 modulo p. `p` holds the modulus followed by -p^-1 modulo 2^64.
[[gnu::always_inline]] inline Limbs<6> adx_montgomery_multiply(const Limbs<6>& a, const Limbs<6>& b,
                                                               const Limbs<7>& p) noexcept
{
    std::uint64_t t0 = 0;
    std::uint64_t t1 = 0;
    std::uint64_t t2 = 0;
    std::uint64_t t3 = 0;
    std::uint64_t t4 = 0;
    std::uint64_t t5 = 0;
    std::uint64_t t6;
    std::uint64_t low;
    std::uint64_t high;
    std::uint64_t factor;
    // The operands' addresses are given up at the end for two more result registers.
    auto a_or_result = reinterpret_cast<std::uintptr_t>(a.data());
    auto b_or_result = reinterpret_cast<std::uintptr_t>(b.data());
    asm volatile(
        LANESCOPE_ADX_ROW6(0, t0, t1, t2, t3, t4, t5, t6) LANESCOPE_ADX_ROW6(
            8, t1, t2, t3, t4, t5, t6, t0) LANESCOPE_ADX_ROW6(16, t2, t3, t4, t5, t6, t0, t1)
            LANESCOPE_ADX_ROW6(24, t3, t4, t5, t6, t0, t1, t2) LANESCOPE_ADX_ROW6(
                32, t4, t5, t6, t0, t1, t2, t3) LANESCOPE_ADX_ROW6(40, t5, t6, t0, t1, t2, t3, t4)
                LANESCOPE_MINUS_FIRST(p, t6, t5) LANESCOPE_MINUS_NEXT(p, 8, t0, low)
                    LANESCOPE_MINUS_NEXT(p, 16, t1, high) LANESCOPE_MINUS_NEXT(p, 24, t2, factor)
                        LANESCOPE_MINUS_NEXT(p, 32, t3, a) LANESCOPE_MINUS_NEXT(p, 40, t4, b)
                            LANESCOPE_KEEP_IF_BORROW(t6, t5) LANESCOPE_KEEP_IF_BORROW(t0, low)
                                LANESCOPE_KEEP_IF_BORROW(t1, high) LANESCOPE_KEEP_IF_BORROW(
                                    t2, factor) LANESCOPE_KEEP_IF_BORROW(t3, a)
                                    LANESCOPE_KEEP_IF_BORROW(t4, b)
        : [t0] "+&r"(t0), [t1] "+&r"(t1), [t2] "+&r"(t2), [t3] "+&r"(t3), [t4] "+&r"(t4),
          [t5] "+&r"(t5), [t6] "=&r"(t6), [low] "=&r"(low), [high] "=&r"(high),
          [factor] "=&d"(factor), [a] "+&r"(a_or_result), [b] "+&r"(b_or_result)
        : [p] "r"(p.data())
        : "cc", "memory");
    return {t5, low, high, factor, a_or_result, b_or_result};
}

/// a + b modulo p for a, b below p.
[[gnu::always_inline]] inline Limbs<4> x86_add(const Limbs<4>& a, const Limbs<4>& b,
                                               const Limbs<5>& p) noexcept
{
    std::uint64_t t0;
    std::uint64_t t1;
    std::uint64_t t2;
    std::uint64_t t3;
    std::uint64_t u2;
    std::uint64_t u3;
    auto a_or_result = reinterpret_cast<std::uintptr_t>(a.data());
    auto b_or_result = reinterpret_cast<std::uintptr_t>(b.data());
    asm volatile(
        "movq 0(%[a]), %[t0]\n\t"
        "movq 8(%[a]), %[t1]\n\t"
        "movq 16(%[a]), %[t2]\n\t"
        "movq 24(%[a]), %[t3]\n\t"
        "addq 0(%[b]), %[t0]\n\t"
        "adcq 8(%[b]), %[t1]\n\t"
        "adcq 16(%[b]), %[t2]\n\t"
        "adcq 24(%[b]), %[t3]\n\t" LANESCOPE_MINUS_FIRST(p, t0, a) LANESCOPE_MINUS_NEXT(p, 8, t1, b)
            LANESCOPE_MINUS_NEXT(p, 16, t2, u2) LANESCOPE_MINUS_NEXT(p, 24, t3, u3)
                LANESCOPE_KEEP_IF_BORROW(t0, a) LANESCOPE_KEEP_IF_BORROW(t1, b)
                    LANESCOPE_KEEP_IF_BORROW(t2, u2) LANESCOPE_KEEP_IF_BORROW(t3, u3)
        : [t0] "=&r"(t0), [t1] "=&r"(t1), [t2] "=&r"(t2), [t3] "=&r"(t3), [u2] "=&r"(u2),
          [u3] "=&r"(u3), [a] "+&r"(a_or_result), [b] "+&r"(b_or_result)
        : [p] "r"(p.data())
        : "cc", "memory");
    return {a_or_result, b_or_result, u2, u3};
}

/// a - b modulo p for a, b below p.
[[gnu::always_inline]] inline Limbs<4> x86_subtract(const Limbs<4>& a, const Limbs<4>& b,
                                                    const Limbs<5>& p) noexcept
{
    std::uint64_t t0;
    std::uint64_t t1;
    std::uint64_t t2;
    std::uint64_t t3;
    std::uint64_t u2;
    std::uint64_t u3;
    // The addresses' registers end up holding limbs of p or zero, to be added after a borrow.
    auto a_or_scratch = reinterpret_cast<std::uintptr_t>(a.data());
    auto b_or_scratch = reinterpret_cast<std::uintptr_t>(b.data());
    asm volatile(
        "movq 0(%[a]), %[t0]\n\t"
        "movq 8(%[a]), %[t1]\n\t"
        "movq 16(%[a]), %[t2]\n\t"
        "movq 24(%[a]), %[t3]\n\t"
        "subq 0(%[b]), %[t0]\n\t"
        "sbbq 8(%[b]), %[t1]\n\t"
        "sbbq 16(%[b]), %[t2]\n\t"
        "sbbq 24(%[b]), %[t3]\n\t"
        "sbbq %[u3], %[u3]\n\t"
        "movq 0(%[p]), %[a]\n\t"
        "andq %[u3], %[a]\n\t"
        "movq 8(%[p]), %[b]\n\t"
        "andq %[u3], %[b]\n\t"
        "movq 16(%[p]), %[u2]\n\t"
        "andq %[u3], %[u2]\n\t"
        "andq 24(%[p]), %[u3]\n\t"
        "addq %[a], %[t0]\n\t"
        "adcq %[b], %[t1]\n\t"
        "adcq %[u2], %[t2]\n\t"
        "adcq %[u3], %[t3]\n\t"
        : [t0] "=&r"(t0), [t1] "=&r"(t1), [t2] "=&r"(t2), [t3] "=&r"(t3), [u2] "=&r"(u2),
          [u3] "=&r"(u3), [a] "+&r"(a_or_scratch), [b] "+&r"(b_or_scratch)
        : [p] "r"(p.data())
        : "cc", "memory");
    return {t0, t1, t2, t3};
}

/// a + b modulo p for a, b below p.
[[gnu::always_inline]] inline Limbs<6> x86_add(const Limbs<6>& a, const Limbs<6>& b,
                                               const Limbs<7>& p) noexcept
{
    std::uint64_t t0;
    std::uint64_t t1;
    std::uint64_t t2;
    std::uint64_t t3;
    std::uint64_t t4;
    std::uint64_t t5;
    std::uint64_t u2;
    std::uint64_t u3;
    std::uint64_t u4;
    std::uint64_t u5;
    auto a_or_result = reinterpret_cast<std::uintptr_t>(a.data());
    auto b_or_result = reinterpret_cast<std::uintptr_t>(b.data());
    asm volatile(
        "movq 0(%[a]), %[t0]\n\t"
        "movq 8(%[a]), %[t1]\n\t"
        "movq 16(%[a]), %[t2]\n\t"
        "movq 24(%[a]), %[t3]\n\t"
        "movq 32(%[a]), %[t4]\n\t"
        "movq 40(%[a]), %[t5]\n\t"
        "addq 0(%[b]), %[t0]\n\t"
        "adcq 8(%[b]), %[t1]\n\t"
        "adcq 16(%[b]), %[t2]\n\t"
        "adcq 24(%[b]), %[t3]\n\t"
        "adcq 32(%[b]), %[t4]\n\t"
        "adcq 40(%[b]), %[t5]\n\t" LANESCOPE_MINUS_FIRST(p, t0, a) LANESCOPE_MINUS_NEXT(p, 8, t1, b)
            LANESCOPE_MINUS_NEXT(p, 16, t2, u2) LANESCOPE_MINUS_NEXT(p, 24, t3, u3)
                LANESCOPE_MINUS_NEXT(p, 32, t4, u4) LANESCOPE_MINUS_NEXT(p, 40, t5, u5)
                    LANESCOPE_KEEP_IF_BORROW(t0, a) LANESCOPE_KEEP_IF_BORROW(t1, b)
                        LANESCOPE_KEEP_IF_BORROW(t2, u2) LANESCOPE_KEEP_IF_BORROW(t3, u3)
                            LANESCOPE_KEEP_IF_BORROW(t4, u4) LANESCOPE_KEEP_IF_BORROW(t5, u5)
        : [t0] "=&r"(t0), [t1] "=&r"(t1), [t2] "=&r"(t2), [t3] "=&r"(t3), [t4] "=&r"(t4),
          [t5] "=&r"(t5), [u2] "=&r"(u2), [u3] "=&r"(u3), [u4] "=&r"(u4), [u5] "=&r"(u5),
          [a] "+&r"(a_or_result), [b] "+&r"(b_or_result)
        : [p] "r"(p.data())
        : "cc", "memory");
    return {a_or_result, b_or_result, u2, u3, u4, u5};
}

/// a - b modulo p for a, b below p.
[[gnu::always_inline]] inline Limbs<6> x86_subtract(const Limbs<6>& a, const Limbs<6>& b,
                                                    const Limbs<7>& p) noexcept
{
    std::uint64_t t0;
    std::uint64_t t1;
    std::uint64_t t2;
    std::uint64_t t3;
    std::uint64_t t4;
    std::uint64_t t5;
    std::uint64_t u2;
    std::uint64_t u3;
    std::uint64_t u4;
    std::uint64_t u5;
    // The addresses' registers end up holding limbs of p or zero, to be added after a borrow.
    auto a_or_scratch = reinterpret_cast<std::uintptr_t>(a.data());
    auto b_or_scratch = reinterpret_cast<std::uintptr_t>(b.data());
    asm volatile(
        "movq 0(%[a]), %[t0]\n\t"
        "movq 8(%[a]), %[t1]\n\t"
        "movq 16(%[a]), %[t2]\n\t"
        "movq 24(%[a]), %[t3]\n\t"
        "movq 32(%[a]), %[t4]\n\t"
        "movq 40(%[a]), %[t5]\n\t"
        "subq 0(%[b]), %[t0]\n\t"
        "sbbq 8(%[b]), %[t1]\n\t"
        "sbbq 16(%[b]), %[t2]\n\t"
        "sbbq 24(%[b]), %[t3]\n\t"
        "sbbq 32(%[b]), %[t4]\n\t"
        "sbbq 40(%[b]), %[t5]\n\t"
        "sbbq %[u5], %[u5]\n\t"
        "movq 0(%[p]), %[a]\n\t"
        "andq %[u5], %[a]\n\t"
        "movq 8(%[p]), %[b]\n\t"
        "andq %[u5], %[b]\n\t"
        "movq 16(%[p]), %[u2]\n\t"
        "andq %[u5], %[u2]\n\t"
        "movq 24(%[p]), %[u3]\n\t"
        "andq %[u5], %[u3]\n\t"
        "movq 32(%[p]), %[u4]\n\t"
        "andq %[u5], %[u4]\n\t"
        "andq 40(%[p]), %[u5]\n\t"
        "addq %[a], %[t0]\n\t"
        "adcq %[b], %[t1]\n\t"
        "adcq %[u2], %[t2]\n\t"
        "adcq %[u3], %[t3]\n\t"
        "adcq %[u4], %[t4]\n\t"
        "adcq %[u5], %[t5]\n\t"
        : [t0] "=&r"(t0), [t1] "=&r"(t1), [t2] "=&r"(t2), [t3] "=&r"(t3), [t4] "=&r"(t4),
          [t5] "=&r"(t5), [u2] "=&r"(u2), [u3] "=&r"(u3), [u4] "=&r"(u4), [u5] "=&r"(u5),
          [a] "+&r"(a_or_scratch), [b] "+&r"(b_or_scratch)
        : [p] "r"(p.data())
        : "cc", "memory");
    return {t0, t1, t2, t3, t4, t5};
}

#undef LANESCOPE_ADX_ROW6
#undef LANESCOPE_ADX_ROW4
#undef LANESCOPE_ADX_END
#undef LANESCOPE_ADX_BEGIN_REDUCTION
#undef LANESCOPE_ADX_BEGIN_PRODUCT
#undef LANESCOPE_ADX_STEP
#undef LANESCOPE_KEEP_IF_BORROW
#undef LANESCOPE_MINUS_NEXT
#undef LANESCOPE_MINUS_FIRST

#endif

}  // namespace lanescope::evm::curves
