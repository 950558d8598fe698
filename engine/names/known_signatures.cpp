// SPDX-License-Identifier: GPL-3.0-or-later
#include "names/known_signatures.h"

#include <cstdio>
#include <cstdlib>

namespace lanescope::names {

namespace {

AbiEntry entry_of(std::string_view signature)
{
    auto entry = parse_signature(signature);
    if (!entry) {
        std::fprintf(stderr, "lanescope: bad signature '%.*s'\n",
                     static_cast<int>(signature.size()), signature.data());
        std::abort();
    }
    return *std::move(entry);
}

constexpr std::string_view functions[] = {
    // ERC-20, and what tokens commonly add
    "transfer(address,uint256)",
    "transferFrom(address,address,uint256)",
    "approve(address,uint256)",
    "balanceOf(address)",
    "allowance(address,address)",
    "totalSupply()",
    "name()",
    "symbol()",
    "decimals()",
    "increaseAllowance(address,uint256)",
    "decreaseAllowance(address,uint256)",
    "mint(address,uint256)",
    "mint(uint256)",
    "mint()",
    "burn(uint256)",
    "burnFrom(address,uint256)",
    // ERC-2612
    "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
    "nonces(address)",
    "DOMAIN_SEPARATOR()",
    // WETH
    "deposit()",
    "withdraw(uint256)",
    // ERC-165, ERC-721, ERC-1155
    "supportsInterface(bytes4)",
    "ownerOf(uint256)",
    "getApproved(uint256)",
    "setApprovalForAll(address,bool)",
    "isApprovedForAll(address,address)",
    "safeTransferFrom(address,address,uint256)",
    "safeTransferFrom(address,address,uint256,bytes)",
    "tokenURI(uint256)",
    "safeTransferFrom(address,address,uint256,uint256,bytes)",
    "safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)",
    "balanceOf(address,uint256)",
    "balanceOfBatch(address[],uint256[])",
    "uri(uint256)",
    "onERC721Received(address,address,uint256,bytes)",
    "onERC1155Received(address,address,uint256,uint256,bytes)",
    // ERC-4626
    "asset()",
    "totalAssets()",
    "deposit(uint256,address)",
    "withdraw(uint256,address,address)",
    "redeem(uint256,address,address)",
    // Ownership, roles, pausing
    "owner()",
    "transferOwnership(address)",
    "renounceOwnership()",
    "acceptOwnership()",
    "hasRole(bytes32,address)",
    "grantRole(bytes32,address)",
    "revokeRole(bytes32,address)",
    "pause()",
    "unpause()",
    "paused()",
    "initialize()",
    "initialize(address)",
    // Proxies
    "implementation()",
    "upgradeTo(address)",
    "upgradeToAndCall(address,bytes)",
    "proxiableUUID()",
    // Calls in calls
    "multicall(bytes[])",
    "multicall(uint256,bytes[])",
    "aggregate((address,bytes)[])",
    "aggregate3((address,bool,bytes)[])",
    "execute(bytes,bytes[],uint256)",
    "execute(bytes,bytes[])",
    "execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)",
    "handleOps((address,uint256,bytes,bytes,uint256,uint256,uint256,uint256,uint256,bytes,bytes)[],"
    "address)",
    // Exchanges
    "swapExactTokensForTokens(uint256,uint256,address[],address,uint256)",
    "swapTokensForExactTokens(uint256,uint256,address[],address,uint256)",
    "swapExactETHForTokens(uint256,address[],address,uint256)",
    "swapTokensForExactETH(uint256,uint256,address[],address,uint256)",
    "swapExactTokensForETH(uint256,uint256,address[],address,uint256)",
    "swapETHForExactTokens(uint256,address[],address,uint256)",
    "swapExactTokensForTokensSupportingFeeOnTransferTokens(uint256,uint256,address[],address,"
    "uint256)",
    "swapExactETHForTokensSupportingFeeOnTransferTokens(uint256,address[],address,uint256)",
    "swapExactTokensForETHSupportingFeeOnTransferTokens(uint256,uint256,address[],address,uint256)",
    "addLiquidity(address,address,uint256,uint256,uint256,uint256,address,uint256)",
    "addLiquidityETH(address,uint256,uint256,uint256,address,uint256)",
    "removeLiquidity(address,address,uint256,uint256,uint256,address,uint256)",
    "removeLiquidityETH(address,uint256,uint256,uint256,address,uint256)",
    "swap(uint256,uint256,address,bytes)",
    "getReserves()",
    "sync()",
    "skim(address)",
    "exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))",
    "exactInput((bytes,address,uint256,uint256,uint256))",
    "exactOutputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))",
    "swap(address,bool,int256,uint160,bytes)",
    "slot0()",
    // Lending, staking, claims
    "supply(address,uint256,address,uint16)",
    "borrow(address,uint256,uint256,uint16,address)",
    "repay(address,uint256,uint256,address)",
    "liquidationCall(address,address,address,uint256,bool)",
    "flashLoan(address,address,uint256,bytes)",
    "stake(uint256)",
    "unstake(uint256)",
    "getReward()",
    "claim()",
    "claim(uint256,address,uint256,bytes32[])",
};

constexpr std::string_view events[] = {
    "Transfer(indexed address,indexed address,uint256)",
    "Approval(indexed address,indexed address,uint256)",
    "ApprovalForAll(indexed address,indexed address,bool)",
    "TransferSingle(indexed address,indexed address,indexed address,uint256,uint256)",
    "TransferBatch(indexed address,indexed address,indexed address,uint256[],uint256[])",
    "URI(string,indexed uint256)",
    "Deposit(indexed address,uint256)",
    "Withdrawal(indexed address,uint256)",
    "Deposit(indexed address,indexed address,uint256,uint256)",
    "Withdraw(indexed address,indexed address,indexed address,uint256,uint256)",
    "OwnershipTransferred(indexed address,indexed address)",
    "RoleGranted(indexed bytes32,indexed address,indexed address)",
    "RoleRevoked(indexed bytes32,indexed address,indexed address)",
    "Paused(address)",
    "Unpaused(address)",
    "Initialized(uint64)",
    "Initialized(uint8)",
    "Upgraded(indexed address)",
    "AdminChanged(address,address)",
    "BeaconUpgraded(indexed address)",
    "Sync(uint112,uint112)",
    "Swap(indexed address,uint256,uint256,uint256,uint256,indexed address)",
    "Mint(indexed address,uint256,uint256)",
    "Burn(indexed address,uint256,uint256,indexed address)",
    "PairCreated(indexed address,indexed address,address,uint256)",
    "Swap(indexed address,indexed address,int256,int256,uint160,uint128,int24)",
};

constexpr std::string_view errors[] = {
    // ERC-6093
    "ERC20InsufficientBalance(address,uint256,uint256)",
    "ERC20InvalidSender(address)",
    "ERC20InvalidReceiver(address)",
    "ERC20InsufficientAllowance(address,uint256,uint256)",
    "ERC20InvalidApprover(address)",
    "ERC20InvalidSpender(address)",
    "ERC721InvalidOwner(address)",
    "ERC721NonexistentToken(uint256)",
    "ERC721IncorrectOwner(address,uint256,address)",
    "ERC721InvalidReceiver(address)",
    "ERC721InsufficientApproval(address,uint256)",
    "ERC1155InsufficientBalance(address,uint256,uint256,uint256)",
    "ERC1155MissingApprovalForAll(address,address)",
    // OpenZeppelin's contracts
    "OwnableUnauthorizedAccount(address)",
    "OwnableInvalidOwner(address)",
    "AccessControlUnauthorizedAccount(address,bytes32)",
    "EnforcedPause()",
    "ExpectedPause()",
    "ReentrancyGuardReentrantCall()",
    "InvalidInitialization()",
    "NotInitializing()",
    "SafeERC20FailedOperation(address)",
    "FailedCall()",
    "AddressEmptyCode(address)",
};

}  // namespace

const Abi& known_signatures()
{
    static const Abi abi = [] {
        Abi made;
        for (const std::string_view signature : functions) {
            made.add_function(entry_of(signature));
        }
        for (const std::string_view signature : events) {
            made.add_event(entry_of(signature));
        }
        for (const std::string_view signature : errors) {
            made.add_error(entry_of(signature));
        }
        return made;
    }();
    return abi;
}

const Abi& language_errors()
{
    static const Abi abi = [] {
        Abi made;
        made.add_error(entry_of("Error(string)"));
        made.add_error(entry_of("Panic(uint256)"));
        return made;
    }();
    return abi;
}

std::string_view panic_meaning(std::uint64_t code) noexcept
{
    switch (code) {
    case 0x00:
        return "generic panic";
    case 0x01:
        return "assertion failed";
    case 0x11:
        return "arithmetic overflow";
    case 0x12:
        return "division by zero";
    case 0x21:
        return "no such enum value";
    case 0x22:
        return "badly encoded bytes in storage";
    case 0x31:
        return "pop of an empty array";
    case 0x32:
        return "index out of bounds";
    case 0x41:
        return "too much memory";
    case 0x51:
        return "call of an unset function";
    default:
        return {};
    }
}

}  // namespace lanescope::names
