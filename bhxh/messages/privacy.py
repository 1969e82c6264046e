"""A person's copy of their own data."""

VI = {
    "privacy.export.title": "Dữ liệu của Ông/Bà tại Trợ lý BHXH",
    "privacy.export.made": "Bản sao lập ngày {date}. Tệp có dữ liệu cá nhân: Ông/Bà chỉ lưu ở nơi mình quản lý và không gửi cho người lạ.",
    "privacy.export.person": "Thông tin cá nhân",
    "privacy.export.cards": "Thẻ BHYT",
    "privacy.export.participation": "Quá trình tham gia",
    "privacy.export.benefits": "Các chế độ đã hưởng",
    "privacy.export.visits": "Sổ khám chữa bệnh",
    "privacy.export.none": "Không có dữ liệu.",
    "privacy.export.since": "từ {date}",
    "privacy.export.until": "đến {date}",
    "privacy.export.costs": "tổng {total}, BHYT trả {insurance}, người bệnh trả {paid}",
    "privacy.field.bhxh_code": "Mã số BHXH",
    "privacy.field.full_name": "Họ tên",
    "privacy.field.date_of_birth": "Ngày sinh",
    "privacy.field.gender": "Giới tính",
    "privacy.field.personal_id": "Số giấy tờ tùy thân",
    "privacy.field.phone": "Số điện thoại",
    "privacy.field.address": "Địa chỉ",
    "privacy.field.province_code": "Mã tỉnh",
    "privacy.field.agency_code": "Mã cơ quan BHXH",
}
