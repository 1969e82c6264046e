"""Texts of the help pages: `/hoi-dap`, `/huong-dan`, `/ho-tro`."""

VI = {
    "help.faq.link": "Hỏi đáp",
    "help.faq.title": "Câu hỏi thường gặp",
    "help.faq.query": "Tìm trong câu hỏi và câu trả lời, có dấu hay không dấu đều được",
    "help.faq.example": "Ví dụ: mat the bhyt, thai sản",
    "help.faq.search": "Tìm",
    "help.faq.found": "Tìm thấy {count} câu hỏi",
    "help.faq.nothing": "Không tìm thấy câu hỏi nào",
    "help.faq.nothing_help": "Ông/Bà thử ít từ hơn, hỏi trợ lý hoặc gọi tổng đài {hotline}.",
    "help.faq.all": "Tất cả câu hỏi",
    "help.faq.others": "Câu hỏi cùng chủ đề",
    "help.faq.ask": "Hỏi trợ lý",
    "help.faq.source": "Nguồn: {source} (thông tin đến tháng {as_of}).",
    "help.guides.title": "Hướng dẫn từng bước",
    "help.guide.links": "Đường dẫn và mã QR",
    "help.guide.qr": "Mã QR mở: {name}",
    "help.guide.vssid.title": "Cài đặt và dùng VssID",
    "help.guide.vssid.about": "Tải ứng dụng, đăng ký tài khoản, đăng nhập, đổi mật khẩu và xem thẻ.",
    "help.guide.vssid.of_its_time": (
        "Các bước theo Công văn 3717/BHXH-CNTT ngày 25/11/2020; tên nút trên ứng dụng có thể đã đổi. "
        "Từ năm 2025 cũng đăng nhập được bằng tài khoản định danh điện tử VNeID."
    ),
    "help.guide.vssid.1": "Mở Google Play (CH Play) hoặc App Store, gõ “VssID” vào ô tìm kiếm và chọn ứng dụng VssID của BHXH Việt Nam.",
    "help.guide.vssid.2": "Chọn “Cài đặt” (Android) hoặc “Nhận” (iPhone).",
    "help.guide.vssid.3": "Chưa có tài khoản: đăng ký tại mục Đăng ký của trang này hoặc trên ứng dụng, khai theo mẫu 01 và gửi ảnh giấy tờ. Chuẩn bị sẵn thẻ BHYT và giấy tờ tùy thân; đăng ký cho con cần giấy khai sinh.",
    "help.guide.vssid.4": "Nộp tờ khai đã ký kèm giấy tờ tùy thân tại cơ quan BHXH, bàn đăng ký di động hoặc nhà trường trong 10 ngày.",
    "help.guide.vssid.5": "Nhận tin nhắn có tài khoản và mật khẩu lần đầu, rồi đăng nhập: tài khoản là mã số BHXH.",
    "help.guide.vssid.6": "Đổi mật khẩu ngay lần đăng nhập đầu tiên, sau đó ít nhất 6 tháng một lần; mã OTP được nhắn về số điện thoại đã đăng ký.",
    "help.guide.vssid.7": (
        "Mỗi tài khoản chỉ dùng trên một máy tại một thời điểm: đăng nhập máy thứ hai sẽ được hỏi mã OTP và máy thứ nhất tự thoát."
    ),
    "help.guide.vssid.8": (
        "Xem thẻ BHYT: chọn “QL cá nhân”, “Thẻ BHYT”, rồi “Xem thẻ Bảo hiểm y tế”; ảnh thẻ xoay được để xem cho rõ."
    ),
    "help.guide.vssid.9": (
        "Cũng ở “QL cá nhân” có quá trình tham gia, thông tin hưởng và sổ khám chữa bệnh theo từng năm."
    ),
    "help.guide.vssid.android": "VssID trên Google Play",
    "help.guide.vssid.iphone": "VssID trên App Store",
    "help.guide.vssid.portal": "Cổng dịch vụ công BHXH Việt Nam",
    "help.guide.vssid.source": "Nguồn: Công văn 3717/BHXH-CNTT ngày 25/11/2020, Phụ lục 01; giấy tờ cần chuẩn bị: Công văn 222/CV-BHXH (đối chiếu tháng 11/2026).",
    "help.guide.ncovi.title": "Khai báo y tế trên NCOVI (năm 2020)",
    "help.guide.ncovi.about": "Cách khai báo y tế điện tử bằng mã số BHXH trong thời gian dịch Covid-19, để tham khảo.",
    "help.guide.ncovi.of_its_time": (
        "Hướng dẫn này của năm 2020. Giai đoạn khai báo y tế Covid-19 đã kết thúc, Ông/Bà không còn phải khai; "
        "đường dẫn tải ứng dụng có thể không còn."
    ),
    "help.guide.ncovi.1": "Tải ứng dụng NCOVI từ một trong hai địa chỉ bên dưới.",
    "help.guide.ncovi.2": "Mở ứng dụng, nhập thông tin cá nhân và xác thực OTP.",
    "help.guide.ncovi.3": "Nhập mã OTP đã gửi về số điện thoại và bấm “Xác nhận”.",
    "help.guide.ncovi.4": "Ở trang “Thông tin yếu tố nguy cơ”, chọn “Có” hay “Không” với từng câu hỏi rồi bấm “Khai báo”.",
    "help.guide.ncovi.5": (
        "Tại trang chủ bấm “KHAI BÁO Y TẾ TOÀN DÂN”, nhập họ tên, số CMT/CCCD/hộ chiếu, mã số BHXH, ngày sinh, giới tính, quốc tịch."
    ),
    "help.guide.ncovi.6": "Chọn “TIẾP TỤC”.",
    "help.guide.ncovi.7": "Khai thông tin sức khỏe và bấm “GỬI THÔNG TIN KHAI BÁO”.",
    "help.guide.ncovi.mobifone": "NCOVI (MobiFone) trên Google Play",
    "help.guide.ncovi.vnpt": "NCOVI (VNPT) trên Google Play",
    "help.guide.ncovi.source": "Nguồn: Công văn 779/BHXH-CNTT ngày 12/3/2020, Phụ lục 1.",
    "help.support.link": "Hỗ trợ",
    "help.support.title": "Hỗ trợ",
    "help.support.intro": "Ông/Bà không cần tài khoản để được hỗ trợ.",
    "help.support.chat": "Hỏi trợ lý",
    "help.support.chat_about": "Trả lời ngay, cả ngày lẫn đêm.",
    "help.support.call": "Gọi tổng đài {hotline}",
    "help.support.call_about": "Nói chuyện với nhân viên của BHXH Việt Nam.",
    "help.support.call_back_about": "Nhân viên tổng đài gọi lại cho Ông/Bà, nhiều nhất 3 lần.",
    "help.support.faq_about": "Câu trả lời có nguồn và ngày đối chiếu.",
    "help.support.guides_about": "VssID và khai báo y tế NCOVI.",
    "help.support.feedback": "Phản ánh, kiến nghị",
    "help.support.feedback_about": "Gửi phản ánh về thông tin, thẻ, chế độ, khám chữa bệnh và xem kết quả.",
    "help.support.write": "Gửi thư",
    "help.support.write_about": "Cơ quan BHXH tỉnh Ông/Bà chọn sẽ trả lời bằng tin nhắn và e-mail. Ông/Bà không ghi mật khẩu, mã OTP vào thư.",
    "help.support.name": "Họ và tên",
    "help.support.email": "E-mail",
    "help.support.email_needed": "Ông/Bà ghi e-mail để nhận trả lời, ví dụ: thuha1985@gmail.com.",
    "help.support.phone": "Số điện thoại di động",
    "help.support.phone_hint": "Để nhận tin nhắn khi có trả lời, ví dụ: 0912 345 678",
    "help.support.province": "Tỉnh, thành phố",
    "help.support.text": "Nội dung cần hỗ trợ",
    "help.support.send": "Gửi",
    "help.support.written": "Đã nhận thư của Ông/Bà",
    "help.support.written_about": "Đây là số theo dõi. Ông/Bà xem kết quả ở mục Phản ánh bằng số này và số điện thoại đã ghi.",
    "help.support.follow": "Xem kết quả",
}
