"""Texts of the public look-ups, `/tra-cuu`."""

VI = {
    "lookups.link": "Tra cứu",
    "lookups.title": "Tra cứu",
    "lookups.intro": "Các mục dưới đây ai cũng tra cứu được, không cần tài khoản.",
    "lookups.all": "Tất cả mục tra cứu",
    "lookups.own_data": "Thẻ BHYT, quá trình đóng, chế độ hưởng và sổ khám chữa bệnh chỉ xem được sau khi đăng nhập.",
    "lookups.own_data_link": "Đăng nhập tài khoản",
    "lookups.person.title": "Mã số BHXH",
    "lookups.person.about": "Tìm mã số BHXH của Ông/Bà theo họ tên và giấy tờ hoặc ngày sinh.",
    "lookups.agency.title": "Cơ quan BHXH",
    "lookups.agency.about": "Địa chỉ, điện thoại và đường đi đến cơ quan BHXH tỉnh, huyện và cơ sở.",
    "lookups.agency.example": "Ví dụ: bhxh q5 tphcm, BHXH Tuy Phước",
    "lookups.agency.validity": (
        "Mã và tên cơ quan cấp huyện theo cơ cấu trước tháng 7/2025; từ năm 2025 BHXH tổ chức lại thành BHXH cơ sở. "
        "Nếu không liên hệ được, Ông/Bà vui lòng gọi {hotline}."
    ),
    "lookups.facility.title": "Cơ sở khám chữa bệnh BHYT",
    "lookups.facility.about": "Bệnh viện, trung tâm y tế, trạm y tế và phòng khám có hợp đồng khám chữa bệnh BHYT.",
    "lookups.facility.example": "Ví dụ: bv nguyễn trãi, ttyt q5",
    "lookups.sick_leave.title": "Cơ sở cấp giấy nghỉ việc hưởng BHXH",
    "lookups.sick_leave.about": "Cơ sở khám chữa bệnh được cấp giấy chứng nhận nghỉ việc hưởng BHXH.",
    "lookups.sick_leave.example": "Ví dụ: bệnh viện quận 5",
    "lookups.employer.title": "Đơn vị tham gia BHXH",
    "lookups.employer.about": "Cơ quan, doanh nghiệp, trường học đang tham gia BHXH cho người lao động.",
    "lookups.employer.example": "Ví dụ: cty cơ khí chợ lớn",
    "lookups.collection_point.title": "Điểm thu BHXH, BHYT",
    "lookups.collection_point.about": "Bưu điện và đại lý nhận đóng BHXH tự nguyện và BHYT hộ gia đình.",
    "lookups.collection_point.example": "Ví dụ: bưu điện quận 5",
    "lookups.query": "Tên hoặc địa chỉ, có dấu hay không dấu đều được",
    "lookups.province": "Tỉnh, thành phố",
    "lookups.whole_country": "Cả nước",
    "lookups.district": "Quận, huyện",
    "lookups.whole_province": "Cả tỉnh, thành phố",
    "lookups.search": "Tìm",
    "lookups.found": "Tìm thấy {count} kết quả",
    "lookups.found_more": "{count} kết quả đầu tiên; Ông/Bà thêm tên quận, huyện để thu hẹp",
    "lookups.inexact": "Không có kết quả khớp mọi từ; dưới đây là những kết quả gần nhất.",
    "lookups.nothing": "Không tìm thấy kết quả nào",
    "lookups.nothing_help": "Ông/Bà thử viết ngắn hơn, ví dụ chỉ tên riêng, hoặc chọn tỉnh rồi để trống ô tên.",
    "lookups.area": "Địa bàn: {area}",
    "lookups.serves": "Địa bàn phục vụ",
    "lookups.demo": "Dữ liệu minh họa",
    "lookups.code": "Mã",
    "lookups.address": "Địa chỉ",
    "lookups.phone": "Điện thoại",
    "lookups.unknown": "Chưa có",
    "lookups.no_phone": "Chưa có; Ông/Bà gọi tổng đài {hotline}",
    "lookups.issues_sick_leave": "Cấp giấy nghỉ việc hưởng BHXH",
    "lookups.yes": "Có",
    "lookups.no": "Không",
    "lookups.note": "Ghi chú",
    "lookups.directions": "Chỉ đường",
    "lookups.map": "Xem trên bản đồ",
    "lookups.geo": "Mở bằng ứng dụng bản đồ của điện thoại",
    "lookups.outside": "Chỉ đường và bản đồ mở trang OpenStreetMap, không thuộc BHXH.",
    "lookups.sketch": "Sơ đồ Việt Nam, đánh dấu vị trí của {place}",
    "lookups.sketch_about": "Sơ đồ vị trí, mỗi chấm là trung tâm một tỉnh; không dùng để đo khoảng cách.",
    "lookup.intro": (
        "Ông/Bà chỉ tra cứu mã số của chính mình hoặc của con mình. Mọi lần tra cứu thấy kết quả đều được ghi lại "
        "và chủ nhân mã số xem được."
    ),
    "lookup.choose": "Chọn",
    "lookup.province": "Tỉnh, thành phố",
    "lookup.province_hint": "Nơi Ông/Bà tham gia BHXH, BHYT",
    "lookup.name": "Họ và tên",
    "lookup.name_hint": "Viết đủ dấu như trên giấy tờ, hoặc không dấu hoàn toàn. Ví dụ: Nguyễn Văn An",
    "lookup.one_of": "Ít nhất một trong ba thông tin sau",
    "lookup.personal_id": "Số CCCD, CMND hoặc hộ chiếu",
    "lookup.birth": "Ngày sinh",
    "lookup.birth_hint": "Ví dụ: 12/03/1985",
    "lookup.code": "Mã số BHXH",
    "lookup.code_hint": "Nếu muốn kiểm tra mã số đang có",
    "lookup.way": "Ông/Bà muốn nhận kết quả thế nào?",
    "lookup.way.screen": "Trên màn hình, mã số được che bớt",
    "lookup.way.sms": "Đầy đủ, bằng tin nhắn đến số điện thoại đã đăng ký với cơ quan BHXH",
    "lookup.human.question": "{first} cộng {second} bằng bao nhiêu?",
    "lookup.human.why": "Câu hỏi này để máy tự động không tra cứu hàng loạt được. Ông/Bà trả lời bằng chữ số.",
    "lookup.human.working": "Đang kiểm tra, xin Ông/Bà chờ vài giây.",
    "lookup.human.done": "Đã kiểm tra xong.",
    "lookup.human.wrong": "Câu trả lời chưa đúng. Ông/Bà trả lời câu hỏi mới bằng chữ số, ví dụ: 42.",
    "lookup.human.expired": "Biểu mẫu đã quá 30 phút hoặc đã dùng rồi. Ông/Bà trả lời câu hỏi mới rồi gửi lại.",
    "lookup.submit": "Tra cứu",
    "lookup.error.province": "Ông/Bà chọn tỉnh, thành phố.",
    "lookup.error.name": "Ông/Bà ghi đủ họ và tên, chỉ gồm chữ. Ví dụ: Nguyễn Văn An.",
    "lookup.error.one_more": "Ông/Bà ghi ít nhất một trong ba: số giấy tờ, ngày sinh hoặc mã số BHXH.",
    "lookup.error.way": "Ông/Bà chọn cách nhận kết quả.",
    "lookup.no_phone": "Người này chưa có số điện thoại trong dữ liệu. Mời người dân đến cơ quan BHXH để khai báo số điện thoại.",
    "lookup.told_often": "Mã số đã được gửi tới số điện thoại này 3 lần trong ngày. Vui lòng gửi lại vào ngày mai.",
    "lookup.too_many": (
        "Đã tra cứu quá nhiều lần với thông tin này hoặc từ nơi này. Ông/Bà vui lòng thử lại sau, hoặc gọi tổng đài {hotline}."
    ),
    "lookup.found": "Tìm thấy mã số BHXH",
    "lookup.masked": (
        "Mã số được che bớt để bảo vệ thông tin cá nhân. Muốn biết đầy đủ, Ông/Bà tra lại và chọn nhận bằng tin nhắn."
    ),
    "lookup.not_found": "Không tìm thấy đúng một người khớp mọi thông tin",
    "lookup.not_found_help": (
        "Ông/Bà xem lại tỉnh, họ tên và ngày sinh, hoặc ghi thêm số giấy tờ. "
        "Nếu thông tin đã đúng, mời liên hệ cơ quan BHXH hoặc tổng đài {hotline}."
    ),
    "lookup.again": "Tra cứu lại",
    "lookup.taken": "Đã nhận yêu cầu",
    "lookup.taken_about": (
        "Nếu thông tin khớp với một người và người đó có số điện thoại đã đăng ký, mã số đầy đủ sẽ được nhắn đến số đó trong vài phút."
    ),
    "lookup.taken_help": (
        "Vì lý do bảo mật, chúng tôi không cho biết thông tin có khớp hay không. "
        "Nếu không nhận được tin nhắn, Ông/Bà vui lòng liên hệ cơ quan BHXH hoặc tổng đài {hotline}."
    ),
}
